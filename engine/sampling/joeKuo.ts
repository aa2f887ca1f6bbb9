/**
 * Direction numbers for Sobol's sequence, dimensions 2 to 1,024: S. Joe and F. Y. Kuo, Constructing Sobol sequences with better
 * two-dimensional projections, SIAM J. Sci. Comput. 30 (2008), file new-joe-kuo-6.21201 (BSD licence).
 *
 * Packed as a string of bits, highest first, in base 64; per dimension: the degree s in 4 bits, the polynomial's inner coefficients a
 * in s - 1 bits, then (m_i - 1) / 2 in i - 1 bits for i = 1..s.
 */
const PACKED =
  'Es2HBCSk2UkoVEiV3ZW0AXQVXsvYNh4Zo9KaE24aY5ia07MbKU+cH2z5uJ8x4nHOOL7kaAxpzpkjq6cW+PdVWaPO5iJonfeBIDwdMl15TMco9O' +
  '1gberlukPlCWon3SuAz8Nh71+3G8w/1Q7QgdP5mPUFd/6+wgtKpZvkJpdrGEhe/RaC0MecfAnhlBJQc0NFJUdOhx6ELLkQ6XJOjiN68+xsVCFf' +
  'hwjCDdXLEZ+4QkjjnFv/dUeilq1CkIy5C9bvkNtEGwQikQCiZYKrkWiw57P5kZFVD7RbksVR2HO1kvXmygO/k079NMRuk3Bs++8pk7W87YxQk+' +
  'Oy6auAlDFrX3ySlKdUbiehlRSg1AFBlSescH3tlXwSoMoFlbO8w3/zleoL9i0/lnJBPr92loTt6XmQltVjXVv1l6CAw2isl8PDnIMQmJlOtGdX' +
  'mKgdr/8YmPx32lWYmRRALnxKmYKLg4ZPmdFMukZwmnq3vjKHmt0XDJ05mwYu3yPRm1KsWjYlm2fMsLzim55Qx43gm/nmaawHnCACEki9nHnepw' +
  'bxnaZltUHXncpKJeGunjrRqZ2UnlMVA3hOnm/ziF5qnqYTcilsnsulpbh8nxxuoP7vn0SUSzpsn9r6SD1JoCTkJLi3uWga0U3/6G86CcaDr+Nk' +
  'roLHJcPhanuhl9JhEIJcKG+U9DKT9SogI/8cqz4qiK40wS/wVKMUdIwE5/Eo18C+NupD+jmqHqXbLp6PNyeJYC4Ro/tu59foOqkNJhIzjUwKRm' +
  '33yOCaqpIk/z6tbROkxw3IZ3DYaTwdG0Wa3ipQqRlZ2nEalX21rQiBcqWvF8hjJcdphGxe5rdk6mPUqlTKpyaZaL7yQ8c4poaAs4vWSmnH2WDp' +
  'tDJqeVZU/PQVmp99wvpCgfin6csys56mKhJnBvLuYkqFSA7oVuIGolNU/tO3aajbMf5WDGCqQ/LDJqPiSpOk3H4e0WKlpe/uL6DxqeEW4C+MAu' +
  'p+fmxGTbL6okZpZ+4iZqtU5shLUAGrANiIC3ezqtLe4xoNVrq34WJUo+6yr9Wvk1d/oaxZ7DOB/nNrHcE9edvPqsgWFRJJzLqzlxA708f0rRlM' +
  'kHyS6WtN2CbfllJq1QgM2xRbNrWT3x2GviWtivyk/1+rq31U2elsfqrjbJ7WMjACuTLrKmk16a7Fsj531wVr2uVP0VE8+vy89F/Mu2q/gZhHY5' +
  'lnsAr9xw9OBCdVgX6K66h28RjsFVzRtyWTUuVgssqDIeTFrMsI4A9DrXuxNthi9EBN2sbNHsMjdCOuLthBlhx3lPCN0vcFsPbFitmeAIDtiNGO' +
  'Q7A15wssSitBxzlb211iffjgv6Lvf3sVIGJtg0ReBFiw4IziiHo2xsZ3Mx7sOOMNdjQzZ1YTYo3CscCW0+97rHWtjmebpXa13h7sdRdZtLhRjb' +
  'Vj1+QmpALarushuErHyTpfytkTdgAhvWrg/skgLkJuhuBpVkoT7mRM3FPYsnei2QT7afflk8wEVxu0xcxsomWWrDoyKYVlJyjLRmsbUAsqCmd3' +
  'kiid/tlbj3BhCncYDsuauVeNf6nftl1+gikY94JYsv9n4gu5diN9mCPFf75CWIYsxx7GVjJUlktmr88ypRBcifs1vbNksioGsdm5/Lasu4MOzs' +
  '44eYVNBS+MVnY1paGXJUdLs8osFBgFI2w1n3Ep+E2bW4rtADF13VG0of1oGAs+IqkrUptCfURkGKFFsVoVBVeQhxxVCtFGUZ1iT3WdtpJIqnM/' +
  'lMs+tMG92xvLBVfNpsjNFjO+laltPJgh1HnC7DFp+2RYGF4vLutQoKjegMQXNdqQoMr6Zy1GxtTrgkbeKKmwVqmaHsemt5AYtVQ8/jSesZHdqy' +
  'qtW0BGjSItWkkDl9sV7ktrUPX6mIxdqbtb1tJ4Vf7KSFrpFqSN5NHbDtd0W799YYnslrxezWGmF5V5tfd7qi1376P1sDrQSCfwy0xthHnfwIC3' +
  '78tsQ+Jz5mmJz7tmXJYXV/Ob8Vs+pTfN6EK1ctoEkTqxn79bVtKTLAWSrbBdtrCGXUukTQCVtePjJv1N2YYtsjIc2Xf0x/VtvZ3xGfp1b5tvvz' +
  'fZXuFSlNuH9go876t1MtxaaZKRD1BkNuSIoIAQKpELtykZMQVvXkX9uvsxKpPpiY2t24CylAYUpvdu8fPHbXHXP4t5ONJBIoi8MlvbP6yQXlIk' +
  'Nt7nlPApXNOz9vnme5A8u/+4t9tDUsHxmAlVwLzZpN3/uZ4uBjQzJcEPPaFwZZPSidSEhHuD2PgTTOp6n9xWCRnVNirvXuMApC1CMNe9dxrMlL' +
  'WisME4uOUTxzCIznCdyE1FVy3xEV6uRN697ffAendyX5Axbh+VPPuTVlKIYDh8xdycP9BqcQ1gcuWcdGjoIEJXFy/N6Wo6GBH+uY3vFzMR+8m9' +
  'zMriTh8p1zduaaqL+o7wYrtzUbj8BLDhlgucUvLLnYt1/VzoKizucyCLsue1Vrv0mYLOt0C0CteVX0hsuhxRV9BypXb10dkk0FGES2Vuk2zA7v' +
  'hIR+V0tCi6rQuhAYuoNZWIDTkr791HE4imgcqYIuqgChAqN7Ad91YGkZlaWoAyusU4AziV8rM11vfcqrjvD1tuuIz3u2kG2PN2S7GkdkDqtBuz' +
  '5A/WIJI1EN2oStADkmg4Cu3UNttQzWlXN29rkV79S0Nfu5F6Bd9rzZud3XaI5Zs4aT1u7alJlQ4uRCt3gQ9v4yja8eu86wg+kJFVpt31s82upM' +
  'MXavAlvRgGa0t4d4cwErV24fY1vEPMFoiKOvbN4n79RtAb/D6vFXwgf0UH6YN4zUWkLH3OfDvHHT92P5Dl1N5GvImsiduoQvJfAiy4fGo/F5Vn' +
  'Wkpp2rE7vL83fsi+5T1d5xRkYIOTYD7vPe5gLMFp4fN59UoTl3mEFfvQD61rZweft16SXVmZKuni0vTwzMP5hsb616iVMHHO7DE5vXbBmYeXLN' +
  'Bl7PyctZgGhsWvbmTpaUSHpN17yoY9FGSyyNvfHN2cmYPC7V8KjmdT+TymXvjGT8SZ5JWhd8xxedJjua+bvmytXOY9wt499cKt24Xv87avtT9z' +
  'cIsb7ot9tCAZ3fyCHxvugHqsIU/Mx9+CDuLB3jyPzvyCSLKDFNSmN+XCfE3sAjT9vzbdXxyXUqIV+mcn8k3CVCov1uR6thcmeZl+1iqY1wrrC4' +
  'v5vJhyJeK+Pd/TqUSpvP9oYv8ucPspLhFKV/pmSroSGU3DwFLY98oR2X3TnmA0gG+dW+mAuC6wHt9w1g7jeViAuA+tPWVPZyM59iwJir9UEoeh' +
  'ncfmBodrBe0/8EKDAwOu5362C1tzMt2CDd3lqsoCM9H3wR5rya2sHU7XpWCRxYpoljYjxRJwTsJASrZ3/RQZmCnjd3q9/XXB+AwVe1cZEf5hkJ' +
  'yeCwH5IaSTgaS7hwWqzR5vnsLWZn2DCqtS/295kXiUwbNna8yIZgQW3+DsD63wQx2JqEswd8jHhtGySozAeEGsKI+iYFa/11wjdu84erNBEogu' +
  'EePVEO8fpBT52wmYmO2nicAR1uGE5IL8onjlgelZwn4NCWqXkA8+gWFcNGHaJ+4rJLUwsC3nIB/IeVd0uFl9iEiaVPKgSUww7qRP62dDL1ImGO' +
  'v9gSEQCxtfxwyBpoSV0x+va2mGcfM+t5MwF8axwz+xe4JSTEDgCuGmH6uo9TJJLH+w3AwgRXMJa/VdOHMpaE2NMN2o8rw6Ox49m+9UZkymHU33' +
  '3V5b3aafqxAYf9+64S4N9A+IYwKfKx8Xhr9RxDYR3dnEzeV3W+InKVRKUFleJlvxF2MmURMZH3DI+IzzmphQUAub1vxHUk23YZTHOTJOJTIs8D' +
  'wd9jPRpxKxcG15EsTomTuJpSrheP+Iv1+RxQ8s6H5NdyVszeKO44JFHQi6JCfxU00EXhWwD8hC+LJzmTdGWPisSLxcWyrezQC8TNbGLrwuQyWl' +
  'e6Q6TxdwgLYgdsPbmeOL1ivrJGrrY2i4xglGofYEb98QmWMjQp4rZ7ZnGQ+xlR9kD0SwLElpuMsaJKXJ8RUWyCxqQRfC+RzXKuaONeFOyKX8hg' +
  'HWzxxW6zHPwYEGMb2OMp37VVxD8GGdx0Jxl5trPU3wX2OilY+qgaSe+dWx3Vyi28gL8KFV2PEtrJFi+6k7+Yx62msqwI8elK7OPZ1YlApP7gWt' +
  'rx75O+F/YamignuPgvTl6jRt4+o6yFanzdDT+TmyYGQuq02sbT6n65QyJFiM+F7uhm40+RLfhFLXNRzTsRyLh3eSUV1rtZ6WR398zqaIk88L+y' +
  'RrbIMGLqkK1cGSa7LKTFuJh90LyUE0tFRLTvk/J2SyutWcmh4zsidyXsNgPOl0ABaN+TFwOux1zCl6yoybEX8Y3xv6AUr2TeQnTY8PSp7laycl' +
  'hQm/auLW0/uTn9AneUa22q7VyeZbTbn6Y4zrX+UNKq7J0bZroh9yivPsoc5R3XIceUZQ8OSnveu8xYymlKS1oMr7X/WuVF8Brzt0CdX/8ytCgP' +
  'WM3ElL+v2Vw68bDvzk+WgayvTCXA33FjyF32WFxqW4jxuMqVryxNcFZdcZfuru2WPUueNqreQYvFy1cfYPR+kH3G12XIVIUl6gDkp8yy6a7W+z' +
  '3LPJ09eXfqzqA935fQ1Ky8G2+LcjzOn3eeXp/LuSgX8bKY6zASvnTGKz8ZSnWYIUk16z/H9c27zBaX2EOFqXofI+YTpk/F1selBOFzExDOciv5' +
  'iQyIeZDnUbX/pAi9YvzJ99GEvWahBgU2ZS9ORTvIJ2eoWzLqcQ55JRL/UReZiXLE02/YHwHYzMnJ7qKWUH1llOZnIq3Ipj8eLdvzPJdT6vqgkM' +
  '7VmaDGB7mFzUBboBzSPKuXoEbR1wbWahZUiqBOAHOmbzVAVHPZSSVD9SmatY0AvJ4sAKrhzXXBHktsAbqADGbCpkLYpUpeihEzYgxqiQ3XinyO' +
  'ecKbpZBWq0x0aNzhmWCoZOhFLOAmcXNebYHrv0d+yzkT6coTtbYKbw+coSm1I9oWqvKLzmfQGbo7OTI9++c5rEJGITKh6N0zo5XVroSCpmiTGd' +
  'xsokwDiKeaxZzxDDjhIMB4gOSOeNlD6yCEpTUPdzyc04BCp5qUmxee41RxvF+cFe6xz5hBhmjxWFu0dufdCVdcHE1AwY6z72ohsCcB5u5sufkk' +
  '53AcgmIh8z0A0Skpy8V9U6d9VLQE+DisQOzhl7Ty2dAaBzaSdT4sMiHft0CnYjNUtoQ6pjT8/QMrt5eb3T15jXjxNA3kKGxExzpVSwS10EVQ4K' +
  'kyvHp7szfvQRoPOsNqBw9sCE8NBPUI+j3vSGSRAkK0FLX74K8AwwQUVmPQVy4DkbK51patVXNBdyNQnaciUUg6wT0F4xBN5PPUxPdh+vQYVPS6' +
  'DtV9I8BLKdBkvv5PHBzp5oM6X0HCK2PerXXvDv/KXQeUCbQqiQwOubSVdCGTvVTX/ws8Ii9Z0IqhFS7R15bL4IirQlMGoTHkmH+bf4l9CX/oxW' +
  'FrZyCwZSS0J0HsrnEOPuu0QQ7QocENxX3xypH9rqtCzFiiS+UkLjxPSp0LXGyl8y6mrGw34zQvGY6NaRvfxg5DV9DEq/tGZ6hkGHyOL0MvqDCJ' +
  'wguAFFHDvQzvj09IBkdLJ2VutDfZ9MWwXbnZFQix0OADCF8MCdJb1GEjQ45Ckf21xPfA5U7dDm5SulkCODHt4mO0O8jrHT4U9nGad6LQ8S8V4c' +
  '6USs6+OS9D4hWPb0o9Mo8Thi0P0N2edQx5to309zRDBRGRDrFgX/1VBtES/02D0gqLtqCzP0RvkwRiaK/FQlZUTRHsPkKjVEaFPbN1dEhPh1KC' +
  'Jqe1fT8i0S0iiqL3ZacbW9KfRLve5vd6CQlz4f1tE8Jk7amy+igr2zA0T+LoyCyaa3y17+jRREpWHi4FQs1tAndFL0P/TAwy3hWAMV0U0XxmdX' +
  'MhPuq0wjRWWpGvVhTzTJG7yNFfQPDaw2t9r48wv0WYMPCMwHoXJbdcbRd1oVKYf/7IkKiTNF7hY6ntpZkikFUl0X3uu2yu9hqpIPDTRgld0VpY' +
  'sus7Igf9GTJSDoGhAAZI3/U0ZWjhERhn3tIKN4nRo4lSWsVysKVoDrNGqHbNZP3mNPL9260aw1ty3BwPd9AG6bRt0j0Lsauk5nC6G9G4qjWf24' +
  'w1J9Cir0b7YJmdaDBD7hPH7Rw2fEYOomBSAP5MNHGXdo6p3POYbIUe0cqlE8BkQpAZcbr7R0YVUCw0C3LSzge9HUZhXxshYJgSJG70djLi573S' +
  'gCEM8ojR27QIFedfvVPyBvNHd8tJNuGZOa7zoi0fDnrEIu0lULUDuTR9udkokfvoa6K/Z9H8aEdceQe6d3hwD0gUYrEUwvzsg9vVjSCZTUmLam' +
  'tRUBQYtIPvHnkIOsfqTgBe0hIpd8xHSoPZZC4vSFH+sB4pFC51gmgdIeTZ9DRjJAwqqn/0ij0dijzpVzw5ZMnSKy+49Z1pOLDzEN9Iw1vGUSpU' +
  'MCtq8c0jaaotpwlDQfS3dXSP7UJfT2lpKH+RLdJBD/0yD0pCsy7gZ0k3OpV35txfcZ5R3STlIuiyAstISf+YtJaRWPGO4tDhLf880l+JPUzsO4' +
  '+lCWHrSYNZTvwvza+RZuqNJjlb6L9oz59XkbZ0mXzhi0SiM2lkfHTScfcCnh9Qs0f2pkdKE/YUMc6flAcvsf0ovxElbkm+qrFESbSjiqu02lcn' +
  'ICXPjNKQ9R6xX8ocZ08ma0pZf6PuMe1qhQ2kXSnBo0ixHDzabv1h9Kp9vIwQYcD5YAib0qrO4WFM8NK4iwujSsSwMcGf7sE2wzcNK4rY91+a2S' +
  '4oIX20rvYk7aa3Rt9cHxvSw5tD3O8hjqfmxHtLF9BfrQPWZEt3cy0sqrS/Ac4x/7adcDSzKXx5PdIeMH0woNLPKS9YAZ/OOxfyh0tfwIVxOq7W' +
  'EZLVDS3pptfxDqlPuoYsdLiaP6CPdjFH3+2P0ucZJFogZn3GlYa7S67tUN0NMIVkxSKNL1dsxUluiQSVUxD0wFvGjlnEJhKlNvXTAk2xjTcQMW' +
  'CC/xdMIO8hoPmuGF5VAa0xaCqYUlXNJLCxHrTH5YoddK5XbqubldMlETFmbMcQPPBJ00ynlK2R9cUza4FwfTLNhY7tFTex1Lbv9M0XPcGdqTdB' +
  'p6yh0zv2uH26/WOO0nfnTPddAUXwV/jgOXbtNDgZddZamudetvc00lqKpHpmbb4BsDnTTP896HdqfcA6TudNYa7kvYqron78lR01sXEsgEkHt/' +
  'RwTjTXuuPzXxWHHTkSTtNhzgYuAsPKMdljj03WU+BvsnszsMz8nTelq/z0c+ZtPGU69OJVFo638k9q+UXa05Q2ibTJ6FJR79XbTnbk556bdi8Z' +
  'i929OnE5WJG775Sf74B06sRUEMCwhp33BlrTrh6zb85cgvUmD+NO10t0xrHv/GQ9Mu07krhKvAjW3H2TPjTvCz8s2udAFoTI5NPBNPdD3CIvjG' +
  '9N+08j/EXUvuzYQuEy3T0Bm+Nwso6CH9HadPcNB+sjL8B9XVAz0+Ni/sYFZGAZNC5PT5WABUmiK0Vya4y9PvVPwjwMWVojK9J0/d5dC50g06mh' +
  'xCLT+DdWSElEXckcMedQDqewJSYFfF7Cpy1Ay5JTvoGMQ//0YzUD8/2HIregk1b7iNQRfFgFoGPKjRd6K1BjKNQAxCR1SpBIfUHa9vhkXVAD69' +
  'fdtQeKsgNIeBO/djXu1CKZ6/XyFEYPFmkLUMxs1qQlT5cMXBxdQ6wuVQhnoKmW6on1EJvOOlAe7ru2rcbUVaGZ+ujJk2sV8ZNRWR7c/wVTyFHx' +
  'Pj1F++MTj2A6WdRsZnUZl8D7IvAIcaU3uNRqxdKnMoYgAgJS01G8ja8WQPVOzVUJTUcRem1f3awhGgOg9R06FxKHcHDtVogk1H3Vd1VGvLsjJR' +
  '7/UhHCtuC0V2S7XoxNSH36s4kLaBfEOmd1Ig8X9EzpMTKmMEfUjVCvX3WlhhmeDwNSVoE7W7c9vzTw+91Jp1+bxUTc9ZYOw7Un8qKEGDfMkqmS' +
  'rtSgd7Nw5sNwNzWPd1KW4SsJb1c2gYzujUqhptZ8LaJp5ya+dS7jNwCac36BmBCT1L6cggHKUbHlZLVfUwB4CixevK0c5ledTJpSTn2iTyEKQx' +
  '11M8fOgOy8DsbKPJ/U14gx0KFyy14KjQtTb5SRO7j8yOrJGY1N4eCQ6j/d0TbDo3U4ZtaoVVZurIw5itTrmhHvdHOMfkDzH1Pno/4EzKKwgL72' +
  'nU+sBbVAUNr5m6hW9UBqrplsRBj2rZBa1QfYD/9q5UXTKf0HVDsvFsZzLdXOQ70NUQTaPAyDYRKzsN71Rn174JBsShxUMf/VGoBNFpkHjTZiRU' +
  'tUmJgaSb8IkWCsXP1TQYS34+IbHf0YHfVN350DIs9eVvfF8dU4fz/8A+MImxR/s1T15MeOSQd86WsBfVPrmLGDFpOIUs63dVSGt1az6Ee3ovFX' +
  '1VRthjWxrt9V8vTnVWPTAaXHgU5Z4CIdViyBoAIfJ1EIMuC1WvyYEQtTHa4EwDvVba2kBr/vqD0mOq9V1Y5J6djisuMhvk1XmAn7v6ZrdH6qpH' +
  'VgGiF7fF/gQ36UH9WKXAlYIXc7YOK5e1ZGG/+qf/CA+oKNzVkq9Yeg3IRxbsgodWX6VIYLGyq82hg81ZuZFDA4eG7plWmbVoWPMvBWnJhdM8/t' +
  'Wkr7ZmXRFptJDsd1bY7kx7KhSH0dVE7VvyAaRkMEdPX5UT9XCAGg2NGIF64cuo1cuwUdlIfpNsV5ErVzQ3uDhOc0tRpb29XW3iFSCUjsY1bsv1' +
  'dlXTpdc9JWfVmCXV7Ow3GRmQKZDrB0tXylqQNg7VKL/La21f6yEYO5YqCdmFGrWB7ODuysdkXdGOaNYQ0NXrGrrXhsimd1hUpn4iCVgYCwjdLW' +
  'FqvjqFy/7SXBOEdYfuiGPrI7wnPOMR1iCXTittZM93UYa7WJlmi3/m+9wtOKJdY4FkNhJpw9S733v1kVKsTiP5Si33savWRuuTU2NIK02nOmtZ' +
  'KDxH0EavQ/XWW91lGyV6E6+pDSMj9PWV8CKQBynViFmGHtZeOcXVlFJB3I4T01mJwlCLmnwy3oeZfWaBGqQaKMZiM7XMdZruxQR309vlBVu81n' +
  'CsJ2Vcl07nq9XPWczJxa+Uf0FlkNQNZ1UQo/gVSmtsCOO1ob/l5918IQTyDNnWjLKz6bb6Fbf2rgdaUTGhvXDS/5Y57b1pcQsMDrw+9efworWm' +
  'yWoaXbwWgWTdJdadY9i4T/m//p3Lz1qI91tAIKUhUHjcPWrbYFQkSsN/OLYS9az77rCfG4UURHxC1rq1mmVjUSTwSSkHWxH+XJydd3b39FD9bH' +
  'Mg9NZn2+pLyAF1tMopQUBNpSA+unXW1XbkEFBHyBATrOdba+wjAMT7FRNvLQ1vFGj8KITRFNxS/rW+JWbI2lFGSuWtltb+OmfqQgAUJRFnf1wM' +
  'hXlOeLWLGPcRLXCe3dOzF7JseGMWNcKS4mBDrsBSLuKi1xSiib6CMLnrC84LXJKVmVD3kCl/capNcncVnH3FTxPAtPd1y2QVZwsLrzS2rcvXLi' +
  'wKEH+Hcd+A9nNcwJeekHtdAtGwdy1zVyf+wc+DHJNNh/XR/8j6WqskeX6NzNdIC4i/EZ2PUMcRv10t/yRuo6xtEs3EHXToCTOMlmf05QmWddVh' +
  'jONzfCqChtDW11mbjMrgP4r1eTWjXXDzZKITfVM6Zj5ddvx20aRwvpeI5WX130gJxOA5cwaYx1LXfjr8bbmWvUFYn39eC6LvWKXtDbFpMg14TD' +
  'YY9vKxqZgKfjXiCGJnkC+3+wUkFteL2JzapuqSY8Ojr158A/CdIKMO59tMXXoLgRmjbzU0Dadq9el3zTl0Mrct/8We16Zg31wPaB4SkGQ7XrB6' +
  'QWOCT+57f2CtevMiF8BXcxH0kSK17LO0v6HyR1c/tFjXtKiTP45Vja+eHG9fKcqmDtAwGBbT8e19J1HI/0bqbiBQrjX1+Gy9OWNPyW6QjtfYHo' +
  'whvGBN1pz4h1+dvJNdp8xEMloubX7l7Qj7ocmOnMIm9fzLTtTT2vuZjDLV1/ax4BfkCcX3XS9TX+oDuVQdRSY29boNf/9Ghjq7wtEdB/a2AMv0' +
  '51u0vfzbQinYCmcHd/mRx2UXNg9gM3Tk8dSAVbBgFa2BfDrWmF5zG2oH03YJDl8pzuq2YpyaiNgn9LMJrxF/lh7sK2DPouLdUTGQsz4wrYPMc3' +
  'nYKNdH4R+89g/IqkMF+a89Y2ay2EiChzboClhHcJNjYUMRWs1lbi/QAWLthaQGWxJ59cxNNeO2F9LxhYMbY3XrXojYYAI7h0wpU/TLw8dhpFOm' +
  'po3H16PA7v2Gyn3dAbbyxzCW4zYchrCBT7Z/xPgGBNh3RK8D2Jw4Xg77T2IKdoXdulrrB9Z+HYh8JHlzTbhWWh0AdiaUfC1HYv37hkUO2KPyaH' +
  'rC6bhoXSJzYpkFt+qwm2zw7vjtivvagGfZkhNteVY2LGlsFD2LH2Dcfe7YuITqJGQpDCILh3ti94fJeq+1Kuxqat2NHTIwxhFmWOLYzbY1LXgb' +
  'aLhXuG2ypNjbxz+8SgzKwMF4z2OKAuYnc29Vb7hzfY5NVUZJd3GsR3OA9jtvLVuaqD60sO3v2PB9VYpx+UfXxakvY9aEUtX4mzz9LNl9j2PeHj' +
  'x9a8Z50gz2PkTzxjqxhyHXwKzY/+LdfLo7WobK1zdkEbR060/41DKRph2QdVpWJEp3d1ocQbZDsy63/b3L+odoNtkTD0t6Ci0Li9sdl2RwXYY1' +
  'xnkFK52BLZJcmkexiGZyPgqudkpLtOqqNgp/DhDS2SzNiMqCuag9XmkvZMh0sjtyEO7hRNX9lAdSxG1U0VysiWq2UluqpEJFZhHanb7ZTLv0kH' +
  'Su0ieuqp9lPim1G9gbf/+TGK2VRlfonn+MnLddo/ZW1Gwvcdzdf3GT/tld5yX+8ZWR49+1s2WFz5cD8HQTawOs/Za5L73uJC59dolAdltGODVk' +
  'hLmBOHkZ2XOX5F64ZZDOUKD3Zg7pbqbLRHp7iwLNmKPFKPsYhF856wD2Zdu2axfF9z8Hn2PZqLhOLiQ9G9giay9muxy94o4TL6X8CT2boyU46r' +
  'VwLfZFOzZyzCw+eTtYfFeNpdnNECmzv56rY8t+r2dWBobPZAAz3WqFTZ3JU5TuLwrKQ5N7tngZXCG1ySCraPjH2eOGaw4BTAmWCh5nZ6nSczXl' +
  'IaAEYsk9nx/qHVv/elA5out2fLpA/SbOJFxfRLLZ+85FAw8V5fK2F2dn9QVSjiKINwoJSf2gSh0ZIt3YMwsajfaDSR3exJTD4nrbb9oThld2p4' +
  'idGkk8Y2iCWztfOmBheXIMzaJh+krldNsEzxlVNov92atB/A9tmgD32jR0dUIbvN9vfoMXaOwHld0e31SmZakNo9rMoTRF9c1kJeU2kNGca8bQ' +
  'ZFjSzmvaSWspk8aEl5Eaa2tpMLMAgbn/r44rA12lLUo/sILFMmZPDjaXmlMst0Bl7XHkHdpkLL7hhlJwcq4/a2m3IajzT96SNzqYHac2+dFrz1' +
  'uXLtr3dp8BWFkrYsFnMeD82obBpEuwKRf0zBBnaj/ixn6a4CIT6zxtqSkAJmJ+YOkxtBu2pjeiSZMr5m15K87amyP2Yp0mLw8KPOtqiItXls+V' +
  'oj8yhu2qemLEb4XG8Wo4E3arh46FCB7Ld4TFo9q2A03aZ5+PO9Dkr2rmL8K0hiYTwjoPzav3l+V+cpJgfQ4FtrO9tpEGT391LBZX2tBTh4Bzhv' +
  'NauUjDa3JGxi1oTIql/6UNrmHRL1ADFaSxLV92uq903lpXPPVssPPa7BBkGJcQMYxACdNrxXcxDdD6EeGVOE2vSHeHiYsZq0Ttqja9wHNCpC8f' +
  'scB2kdsArEDw8UhX6fx2Z2wVOG0JzUzAcDCYnbDwpxbkje0ovdZ6NsScU0mISNvi6UvA2xd9Ry5gPMmOUrKvbHadleUmSlDWzhGdskxrDlk2nO' +
  '/DXW+2yhpUqxEqp4GHorLbLcnDEoQyfVOpMads5wTzBqfBmbqIEz2zrX6iMiPllPiW1/bSIHEc2/+w2PLtgdtNvjFrdrB3VgwTk206afCt1HCI' +
  'Uiym3bVnI30t40gixyIs9tljxPpIARSzXKi622nmV19Whyf5aY4bbaqiqWer8WDr7FrttxLIBvPAQE7VGOH23eDU1/kGrbP8dS3bgvaQKoX6Bx' +
  '13uKduHqd6mob6PoAYvK24182wbzgT9SceqLbkO72zT9wZjGuxj9uWL09+CoZ7z4GHj25x+R3FNiJmRjB8HboHWO0i2A7F2j8K9ujZsXORwG3b' +
  '+cw826kWAJx7SkxQAuZ3buBN5Vxgh31nvtq9u77ceoidDGNnE8228WPgr9k7ANHj9j3byj8m+HN9Y3C8O+9vMYGKmsx38ALlkx29HAHmezjSGM' +
  '5DZzb4ipox5cPMPAVyCNvnDc+kYpEui7hox2+hpmr497SO+kJFDb697eeoKggxFJ/O9vuWoK7F16+wzR9p2/AGNVbSQg06bUlPb+U4/wDXIsu2' +
  '9ZttwBvdSrdNrBWDTcG3AJB3XArSyK37ANTcC+2pzXneoHtjItNwONwWZrTyqkDH4s3BMADZab9RBg1OKbcGfPtTO/q80iKHHdwlDAkQhARkiX' +
  'A8G3CzhXMxyZsa7IawTcNAKqMhWH5lyeZitw4N3+5d0wxxNHZE3FE7m9xvbynMkMTzcWD7FPrUSVw0rwHtxd2kQBPMjCxGeKm3GS6aiWOBvhJB' +
  '2xLcZ8LM+2ZZQz32NcNxwTEjVfDKlA9oix3HlPqiAmgTOfb7+jcfN4wFHQcDpRzkP9yAN1ps9Q/eM/oPf3IOG+dofCQGFnumbchcJnWepKRuwD' +
  'zVdyJIJg/hBy+13q+z3Ji7TTK9oOJsgP2ncp5rz0Spbol2NZNNyzSlGNMrtC4GKQ63LbYM96VJK0vfZofcwV+sRAIVZhFSOZNzCEsY2gDZZPYC' +
  '473MsJO2AfNwn5OHsXc0I6AVlMmhW1XyutzT+N4PuueU6kSxY3NZvYa4pK2bZQUDPc5dMiF+RDV/mnTiNzmeeMKmTK7R2HGj3Om0UNxnv3h12s' +
  'mLc90FlX05KM4NumENz7PF8NPaAiioqI53P4g/wiAXc8+8qUfdA/Jhw69wnwNAKx90UaAOZJkN8TG2yp3RdTsMkNvlNcpRCvdHiQEQubJqmSpr' +
  '590olFQRQHK7S281g3S6tONvydHm9E75rdMHrRdATiHtLioK90zC/uJDUUjdi3Nw3TlyNTRdlggxyA3bdOr64tQpbORGy4Jt1EMEOmS62zlp3z' +
  '83VydqjMSQolhvivDdX+SJFY4AuwyMoSt1mCGwD3M4YzQE7q3WnSb1w/DHhlqhGDdaphYONWvGp1COKN1vZ8WZoA48uc40O3XIghMQ4y6r5c74' +
  '3ddKp99jlYDVQuNud19jKj/KNjokjfFI3YiUjtg4EPAasqv/dlUB0z+TYpQ3S8092W0KhU8yxHvdr8G3ZrtA3tEA1S+gGyHdnyeMJ+4FAVVnwV' +
  'd2p9ospEV8SoxU4D3axfxHRJu7guqu5DdsT4AsiG6I0JHO392ym8ZYfDJHNOQK93bc8iTpjRj+NOOVbduIYuSGNXavdunWN27dEfmjG2xJGn2/' +
  '3cUfrBNqdzCOdF+bdzI15IsZCsyPuKKt3SVWCQ6D/qkLW8/A';

/** Dimensions with direction numbers. */
export const SOBOL_DIMENSIONS = 1024;
const BITS = 32;

const bitReader = (base64: string): ((count: number) => number) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  let position = 0;
  return (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, position++)
      value = value * 2 + ((bytes[position >> 3]! >> (7 - (position & 7))) & 1);
    return value;
  };
};

/** The 32 direction numbers of one dimension from its first s, as 32-bit fractions. */
const extend = (s: number, a: number, m: readonly number[]): Uint32Array => {
  const v = new Uint32Array(BITS);
  for (let i = 0; i < BITS; i++) {
    if (i < s) {
      v[i] = m[i]! << (BITS - 1 - i);
      continue;
    }
    let value = v[i - s]! ^ (v[i - s]! >>> s);
    for (let k = 1; k < s; k++) if ((a >> (s - 1 - k)) & 1) value ^= v[i - k]!;
    v[i] = value;
  }
  return v;
};

/** Direction numbers per dimension: v[k] is what bit k of the index contributes, as a 32-bit fraction. */
export const directionNumbers: readonly Uint32Array[] = (() => {
  const read = bitReader(PACKED);
  const first = Uint32Array.from({ length: BITS }, (_, k) => 2 ** (BITS - 1 - k));
  const others = Array.from({ length: SOBOL_DIMENSIONS - 1 }, () => {
    const s = read(4);
    const a = read(s - 1);
    return extend(
      s,
      a,
      Array.from({ length: s }, (_, i) => 2 * read(i) + 1),
    );
  });
  return [first, ...others];
})();
